"""Staff accounts: joining, signing in, second factors, roles."""
