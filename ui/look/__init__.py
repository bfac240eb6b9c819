"""Colors, fonts, sizes and icons."""
