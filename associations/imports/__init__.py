"""Members from an Excel workbook: reading it, understanding what people wrote, giving it back."""
