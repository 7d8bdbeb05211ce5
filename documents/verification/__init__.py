"""A Word template is looked at from every side before anyone uses it: file, links, tags, names, rendering, texts."""
