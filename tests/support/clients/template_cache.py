"""Compile each template once a process, although each test makes its own application."""

from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache


class MemoryCache(BytecodeCache):
    """A cache of code in memory; Jinja recompiles a template that has changed."""

    def __init__(self):
        self.codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket):
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket):
        self.codes[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = MemoryCache()
"""The cache that all applications of this process share."""
