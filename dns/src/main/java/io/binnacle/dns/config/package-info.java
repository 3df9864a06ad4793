/// What the DNS is told to be: a Corefile, as clusters have one in their ConfigMap, read into an immutable
/// [io.binnacle.dns.config.DnsConfig].
///
/// Start at [io.binnacle.dns.config.Corefile#load]. Text becomes tokens ([io.binnacle.dns.config.Lexer]), tokens become blocks and
/// directives ([io.binnacle.dns.config.CorefileParser]: imports, snippets, environment), and each directive is read by the class
/// that [io.binnacle.dns.config.Plugins] names for it. What is not done here is refused when the file is read, with its line and the
/// way out; nothing is passed over in silence.
///
/// May use `dns.name` and `model`; knows neither sockets nor the parts that are configured.
/// Source: the manuals of CoreDNS's plugins and of its Corefile; `docs/manual/dns-from-coredns.md` says where we differ.
@NullMarked
package io.binnacle.dns.config;

import org.jspecify.annotations.NullMarked;
