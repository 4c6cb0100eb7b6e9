"""Where facts come from: git histories and a made-up organization. Sources fetch and understand; they keep nothing."""
