class Refused(ValueError):
    """The file is not taken. Its text is a sentence for the person, and says what to do."""
