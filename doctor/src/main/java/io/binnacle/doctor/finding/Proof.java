package io.binnacle.doctor.finding;

/// One thing that was seen.
///
/// @param object where; for what is no object (a rule, a probe), the object it is about
/// @param field which field of it, empty if none
/// @param shows what is there, or what happened: `app=webb`, *connection refused at 10.244.1.3:8080*
public record Proof(ObjectRef object, String field, String shows) {}
