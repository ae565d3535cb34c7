"""Asks Microsoft Graph: chat members, online meetings, attendance reports."""
