"""The rules of a council sitting: pure values, commands, events and decisions.

Nothing in here reads a clock, a file or the network; time, identity and chance
come in as arguments. Everything else in the product stands around this room.
"""
