// The NAR of a tree as a Host shows it (filtered, embedded, or on the disk), into a sink.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "lang/base/nar.hpp"
#include "lang/base/result.hpp"
#include "lang/eval/host.hpp"

namespace hm {

struct TreeWalk {
  Host& host;
  // Null: everything. Called as Host::ImportOptions::filter says.
  const std::function<bool(const std::string& path, FileKind kind)>* filter = nullptr;
  // Is the file executable? The Host does not say; the modules inside the program never are.
  std::function<bool(const std::string& path)> executable;
  // Where to note the paths (relative to the root) that were taken; may be null.
  std::set<std::string>* kept = nullptr;
};

Status write_nar(const TreeWalk& walk, const std::string& root, const nar::Sink& sink);

}  // namespace hm
