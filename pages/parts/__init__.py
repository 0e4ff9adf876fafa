"""What the screens are made of: words, colours, state, building blocks."""
