"""The staff door itself: password, code, invitation, sign-out."""
