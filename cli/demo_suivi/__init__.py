"""The demo's second act: three followed operations of the same territory, lived again month after month until today."""
