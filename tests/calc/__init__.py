"""Tests of the LibreOffice room."""
