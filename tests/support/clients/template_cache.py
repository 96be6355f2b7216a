"""Compile each template once a process, although each test makes its own application."""

from jinja2.bccache import Bucket, BytecodeCache


class MemoryCache(BytecodeCache):
    """A bytecode cache in memory; Jinja recompiles a template that has changed."""

    def __init__(self):
        self.bytecode: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket):
        if bucket.key in self.bytecode:
            bucket.bytecode_from_string(self.bytecode[bucket.key])

    def dump_bytecode(self, bucket: Bucket):
        self.bytecode[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = MemoryCache()
"""The cache that all applications of this process share."""
