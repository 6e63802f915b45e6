// What keeps objects from the collector.
//
//     <state>/profiles/**   symlinks, followed until one enters the store: the generations of a home
//     <state>/gcroots/**    the same; gcroots/auto/ holds links to links elsewhere ("result"), made by
//                           add_indirect_root
//     <data>/states/*       links to the state directories that have used this store: all of them are searched
//     <data>/temproots/*    one file for each living process: what it has added or relies on
#pragma once

#include <set>
#include <string>
#include <vector>

#include "store/store_impl.hpp"

namespace hm {

struct FoundRoots {
  std::vector<GcRoot> roots;
  std::set<std::string> live_sessions;
  std::vector<std::string> stale_links;     // in gcroots/auto: the link they name is gone
  std::vector<std::string> stale_sessions;  // files that nobody holds
  std::vector<std::string> lost_profiles;   // of a home: they lead to a numbered link that is gone
};

// With gc.lock held exclusively nothing of this can grow; without, it is a snapshot.
Result<FoundRoots> find_roots(Store::Impl& impl);

}  // namespace hm
