package io.binnacle.dns.config;

import java.lang.System.Logger.Level;
import java.time.Duration;

/// A line `consolidate` in the directive `errors`: failures that are told in one line.
///
/// @param pattern a regular expression found in `example.org. A: reason`
/// @param period from the first of them to the line about all
/// @param level of the line
/// @param showFirst whether the first is told at once, too
public record ErrorRule(String pattern, Duration period, Level level, boolean showFirst) {}
