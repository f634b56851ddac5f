"""What every stage stands on: vocabulary, agreement, mission, places. Imports the model alone."""
