// React Native as the renderer expects it, played by react-native-web: a phone that calls itself "ios".
import { forwardRef } from "react";
import * as web from "react-native-web";
export * from "react-native-web";

// The renderer puts the name of a style among the styles, which the web's Text does not take.
const known = style => Array.isArray(style) ? style.map(known) : typeof style === "string" ? null : style;

export const Text = forwardRef((given, ref) => <web.Text {...given} style={known(given.style)} ref={ref} />);
Text.propTypes = { style: () => null };
export const ViewPropTypes = { style: () => null };
export const Platform = { ...web.Platform, OS: "ios", select: some => some.ios ?? some.default };
