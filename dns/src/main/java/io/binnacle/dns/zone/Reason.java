package io.binnacle.dns.zone;

/// Why an answer is what it is, for people: goes out as an extended error (RFC 8914) to clients that speak EDNS.
///
/// @param code the INFO-CODE, 0 for one that has none of its own
/// @param text one sentence in ASCII, at most 200 characters, that says what to do: *no Pod carries app=web*
public record Reason(int code, String text) {}
