"""Questionnaires: counting answers, naming results, comparing them, knowing when they are due."""
