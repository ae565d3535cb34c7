"""Plays Teams: a stand-in for Bot Connector, Entra and Graph on loopback, and simulated people.

Nothing here imports a room of the product: the bot is another process, reached over HTTP only.
"""
