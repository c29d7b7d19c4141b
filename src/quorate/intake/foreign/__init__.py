"""Reports in the words of other tools, each translated into ours and filed as any other."""
