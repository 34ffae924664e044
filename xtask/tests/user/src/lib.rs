//! A program of a user, without code: its tests are what a user's program does.
