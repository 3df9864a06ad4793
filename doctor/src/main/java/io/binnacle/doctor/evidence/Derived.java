package io.binnacle.doctor.evidence;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Answers that follow from one evidence, kept as long as it. Safe for many threads; two that ask at once may both work it out.
final class Derived {
  private final Map<Object, Object> answers = new ConcurrentHashMap<>();

  <Q, A> A get(Q question, Function<Q, A> answer) {
    Object known = answers.get(question);
    if (known == null) {
      A made = answer.apply(question);
      answers.put(question, made);
      return made;
    }
    @SuppressWarnings("unchecked") // a question of one class always has answers of one class
    A found = (A) known;
    return found;
  }
}
