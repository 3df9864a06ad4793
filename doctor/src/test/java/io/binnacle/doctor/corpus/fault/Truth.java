package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The cause, and every way an expert would put it.
///
/// @param ids the classes that name it
/// @param places what is to be changed; empty if any object will do
public record Truth(Set<String> ids, List<Place> places) {
  /// An object and a field in it.
  ///
  /// @param name of the object; a star for any, also at its end for any that begin so
  /// @param field the beginning of a path; empty for any
  public record Place(String kind, String namespace, String name, String field) {
    boolean fits(ObjectRef object, String found) {
      boolean named =
          name.endsWith("*")
              ? object.name().startsWith(name.substring(0, name.length() - 1))
              : object.name().equals(name);
      return kind.equals(object.kind())
          && (namespace.equals("*") || namespace.equals(object.namespace()))
          && named
          && (field.isEmpty()
              || found.startsWith(field)
              || !found.isEmpty() && field.startsWith(found));
    }
  }

  /// The classes `ids`, divided by blanks.
  public static Truth of(String ids) {
    return new Truth(Set.of(ids.split(" ")), List.of());
  }

  public Truth at(String kind, String namespace, String name, String field) {
    List<Place> more = new ArrayList<>(places);
    more.add(new Place(kind, namespace, name, field));
    return new Truth(ids, List.copyOf(more));
  }

  public Truth at(ObjectRef object, String field) {
    return at(object.kind(), object.namespace(), object.name(), field);
  }

  /// Any Pod of a workload, beside what was said before.
  public Truth orPodsOf(ObjectRef workload) {
    return at("Pod", workload.namespace(), workload.name() + "*", "")
        .at("ReplicaSet", workload.namespace(), workload.name() + "*", "");
  }

  /// Whether a check that says this has found it.
  public boolean isToldBy(String id, Finding.Broken broken) {
    return ids.contains(id)
        && (places.isEmpty()
            || places.stream().anyMatch(p -> p.fits(broken.object(), broken.field())));
  }

  @Override
  public String toString() {
    return ids + " at " + places;
  }

  static Truth service(String ids, Site site, String field) {
    return of(ids).at("Service", site.service().namespace(), site.service().name(), field);
  }

  static Truth workload(String ids, Site site, String field) {
    return of(ids).at(site.workload(), field);
  }

  static String id(ObjectRef ref) {
    return World.id(ref);
  }
}
