"""Private files: one way in (`actions.store`), one way out (`views.download`)."""
