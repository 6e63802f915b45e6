// Trees of Git repositories, by the machine's `git`.
//
// A repository on this machine that has a working tree is read where it is: without a revision or reference
// the tracked files as they stand, otherwise a commit. Everything else (bare repositories, other machines) is
// fetched into a repository of our own first, one for each URL, below `cache`. What comes out is the tree
// that the commit records, byte for byte: no conversion of line ends, no filters, no substitution.
//
// Code::NotFound where there is no git, Code::Network where git failed, with its own words as a note.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "store/fs.hpp"

namespace hm {

struct GitSource {
  std::string url;        // file://…, https://…, ssh://…, git://…
  std::string revision;   // hexadecimal; "": the tip of `reference`
  std::string reference;  // "main", "refs/tags/1.0"; "": HEAD
  bool submodules = false;
  bool shallow = false;        // fetch no history
  bool all_refs = false;       // fetch every branch and tag
  bool export_ignore = false;  // leave out what the attribute export-ignore names
};

struct GitTree {
  std::string revision;        // "" for a working tree with changes; zeros where there is no commit yet
  std::string dirty_revision;  // HEAD of a working tree with changes
  std::optional<std::int64_t> last_modified, revision_count;
  // A working tree as it stands: where it is, and what of it counts (files and the directories they are in,
  // relative). "" where the tree was written to `into`.
  std::string working_tree;
  std::set<std::string> files;
  std::vector<std::string> warnings;
};

struct GitPlaces {
  std::string cache;    // absolute; made where it is missing
  std::string scratch;  // absolute; a directory of ours, the caller removes it
  std::function<bool()> interrupted = {};
};

// Writes the tree to `into`, which must not exist (absolute, inside `scratch`), unless it is a working tree.
Result<GitTree> fetch_git(Fs& fs, const GitSource& source, const GitPlaces& places, const std::string& into);

}  // namespace hm
