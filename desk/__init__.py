"""The desk: commands are taken one turn at a time, decided by the rules, and written down."""
