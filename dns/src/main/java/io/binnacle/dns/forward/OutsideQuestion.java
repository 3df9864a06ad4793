package io.binnacle.dns.forward;

import io.binnacle.dns.name.DnsName;

/// A question for a name that is not the cluster's. Class IN.
///
/// @param name in the case it is to be asked
/// @param type any 16 bits
/// @param dnssecOk the DO bit: signatures are wanted
/// @param checkingDisabled the CD bit: the client validates itself
/// @param overTcp whether the client came over TCP, so that a long answer is of use
public record OutsideQuestion(
    DnsName name, int type, boolean dnssecOk, boolean checkingDisabled, boolean overTcp) {}
