/// What a write must get past, and what it is given on the way, before its object is judged by itself: kube-apiserver's
/// admission plugins that matter here.
///
/// Start at [io.binnacle.server.admit.Admission]. Pure but for looking up namespaces and service
/// accounts. May use `model`.
/// Source: `plugin/pkg/admission` and `staging/src/k8s.io/apiserver/pkg/admission` of Kubernetes.
@NullMarked
package io.binnacle.server.admit;

import org.jspecify.annotations.NullMarked;
