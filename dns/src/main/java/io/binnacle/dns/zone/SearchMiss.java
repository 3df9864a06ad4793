package io.binnacle.dns.zone;

/// Says why a name of the cluster domain is missing, and what to ask instead if a resolver has put a search domain behind a name
/// outside: the most frequent question a cluster's DNS gets. Writes octets of text and allocates nothing. Any thread.
public final class SearchMiss {
  /// Octets a text may have.
  public static final int MAX_TEXT = Reason.MAX_TEXT;

  /// What is missing.
  public enum Missing {
    /// A label other than `svc` and `pod` stands before the domain.
    BRANCH("", 2),
    /// The namespace.
    NAMESPACE("no such namespace", 4),
    /// The Service.
    SERVICE("no Service of this name in the namespace", 3);

    private final String text;

    /// From so many labels on no name of the cluster looks like it.
    private final int sure;

    Missing(String text, int sure) {
      this.text = text;
      this.sure = sure;
    }
  }

  private static final String APPENDED = "a search domain was appended; ask ";
  private static final String PERHAPS = "; for a name outside ask ";
  private static final String REMEDY = ". with a final dot, or lower ndots";

  private SearchMiss() {}

  /// Writes the text.
  ///
  /// @param name labels in lower case, each behind its length
  /// @param end where the part ends that a resolver may have been asked for
  /// @param out takes [#MAX_TEXT] octets at `at`
  /// @return how many octets were written, 0 if there is nothing to say
  public static int write(byte[] name, int end, Missing missing, byte[] out, int at) {
    int labels = plainLabels(name, end);
    boolean sure = labels >= missing.sure;
    int next = at;
    if (!sure || labels < 2) {
      next = put(missing.text, out, next);
    }
    String lead = sure ? APPENDED : PERHAPS;
    if (labels < 2 || next - at + lead.length() + end + REMEDY.length() > MAX_TEXT) {
      return next - at;
    }
    next = put(lead, out, next);
    for (int from = 0; from < end; from += 1 + name[from]) {
      if (from > 0) {
        out[next++] = '.';
      }
      System.arraycopy(name, from + 1, out, next, name[from]);
      next += name[from];
    }
    return put(REMEDY, out, next) - at;
  }

  private static int put(String ascii, byte[] out, int at) {
    for (int i = 0; i < ascii.length(); i++) {
      out[at + i] = (byte) ascii.charAt(i);
    }
    return at + ascii.length();
  }

  /// How many labels there are; 0 if one is none of a host's name.
  private static int plainLabels(byte[] name, int end) {
    int labels = 0;
    for (int from = 0; from < end; from += 1 + name[from]) {
      for (int i = from + 1; i <= from + name[from]; i++) {
        byte c = name[i];
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
          return 0;
        }
      }
      labels++;
    }
    return labels;
  }
}
