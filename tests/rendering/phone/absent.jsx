// Stands for what no card of ours has: dates to pick, videos, lists to choose from.
export const KeyboardAwareScrollView = ({ children }) => children;
export const Picker = () => null;
export default () => null;
