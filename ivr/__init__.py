"""What to do next in a conversation. Pure: no Flask, no database, no clock, no sockets."""
