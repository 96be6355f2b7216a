"""Who else can help: other places, as dated data, and which of them fit one person."""
