// What is in the home: the one look that a plan is made from.
//
// The targets of the old and the new generation, and of what is kept, form one tree; observing walks it
// beside the home, every directory held open and entered by name without following a symlink, and notes at
// each node what it found. The plan (plan.hpp) is then a pure function of the tree. 10,000 links that are as
// they should be cost 10,000 readlinkat and nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "activate/ledger.hpp"
#include "activate/manifest.hpp"
#include "activate/place.hpp"
#include "store/fs.hpp"

namespace hm::activate {

// A generation in the store, as a switch needs it. Generation 0 has no store path and an empty manifest.
struct Generation {
  GenerationNumber number = 0;
  std::string store_path;
  Manifest manifest;
  // Targets whose link leads straight into the store (systemd units), and where.
  std::unordered_map<std::string, std::string> direct;

  bool none() const { return store_path.empty(); }
  std::string leaf(std::string_view target) const {
    return store_path + "/home-files/" + std::string(target);
  }
  // What our link at `target` says in this generation.
  std::string link_text(const Place& place, const std::string& target) const {
    const auto it = direct.find(target);
    return it == direct.end() ? place.link_text(target) : it->second;
  }
};

// Reads the manifest of the generation at `store_path`, and where its units are.
Result<Generation> load_generation(Fs& fs, const std::string& store_path, GenerationNumber number);

enum class Found : std::uint8_t {
  Unseen,  // below something that is not a real directory
  Missing,
  Ours,         // a link of ours, with the text it should have, now or in the old generation
  Former,       // a link of ours through the place where the profile used to be
  HomeManager,  // a link into a generation of Home Manager, or through the profile of another hm
  Link,         // any other symlink, dangling or not
  File,
  Directory,
  Special,  // FIFO, socket, device
};

// Something below a directory that stands where a link is to go. Parents before children.
struct Inside {
  std::string path;  // relative to that directory
  Found found{};
  std::string link;
  std::uint32_t mode = 0;
};

struct Seen {
  Found found = Found::Unseen;
  bool identical = false;  // a plain file with the content of the new leaf
  bool changed = false;    // the leaf's content differs between the generations
  bool kept_gone = false;  // what the ledger says was put aside is no longer there
  bool in_kept = false;    // the children were looked at in the directory that was put aside
  std::uint32_t mode = 0;
  std::uint64_t device = 0;    // of the directory it stands in, for what is not ours
  std::string link;            // text of a symlink, where it is not the ordinary one
  std::string backup;          // for what is in the way: a free name to put it aside, beside it
  std::vector<Inside> inside;  // for a directory in the way of a link
};

// A component of a target. Children stand in the order of their names.
struct Node {
  std::string_view name;
  std::uint32_t parent = 0, first_child = 0, last_child = 0,
                next_sibling = 0;             // 0: none (the root is nobody's)
  std::int32_t old_file = -1, new_file = -1;  // index into the manifests' files
  std::int32_t kept = -1;                     // index of the oldest entry of the ledger for this path
  bool old_below = false, new_below = false;
  Seen seen;
};

struct Observation {
  std::vector<Node> nodes;  // [0] is the home itself
  std::uint64_t state_device = 0;
  bool former_alive = true;  // where the profile used to be still leads somewhere

  std::string path(std::uint32_t node) const;
  // The node of a path, or nullptr.
  const Node* find(std::string_view path) const;
};

struct ObserveOptions {
  std::string backup_extension;  // empty: none was given
  bool compare = true;           // note which leaves differ between the generations
};

// Names in the nodes point into `from`, `to` and `ledger`, which must live as long.
Result<Observation> observe(Fs& fs, const Place& place, const Generation& from, const Generation& to,
                            const Ledger& ledger, const ObserveOptions& options);

// Whether two things hold the same: a file's bytes, a directory's whole content. Missing equals nothing.
Result<bool> same_content(Fs& fs, const At& a, const At& b);

// Does a link with this text, at `target`, lead into a generation of Home Manager (or of another hm)?
bool leads_into_home_manager(std::string_view text, std::string_view target);

}  // namespace hm::activate
