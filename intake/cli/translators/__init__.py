"""The comments that translators read beside each sentence."""
