"""What people do: one file a verb, each inside one transaction of the door that called."""
