"""What is plotted: functions, units on them, measures over layers, the course of learning."""
