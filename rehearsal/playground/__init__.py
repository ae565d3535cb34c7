"""Microsoft's Agents Playground as the people's windows: several persons, each in a browser of their own."""
