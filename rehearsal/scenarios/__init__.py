"""Short sittings, one for each kind of ballot: `python app.py rehearse --scenario NAME`."""
