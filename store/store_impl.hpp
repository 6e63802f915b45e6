// What stands behind Store's front door; for the files of this room only.
#pragma once

#include <optional>
#include <unordered_map>

#include "store/object_store.hpp"
#include "store/store.hpp"

namespace hm {

struct Store::Impl {
  Impl(StoreOptions o, Fs& f) : options(std::move(o)), fs(f) {}

  bool read_only() const { return options.access == Database::Access::ReadOnly; }
  // Error where something would have to be written and must not.
  Status writable() const;
  Result<bool> have(const StorePath& path);
  Result<StorePath> stage(StorePath path, Tree tree, std::vector<StorePath> references,
                          std::string content_address);
  std::string physical(const StorePath& path) const { return path.in(options.store_dir); }

  StoreOptions options;
  Fs& fs;
  StoreDirectories directories;
  std::optional<Database> database;
  std::optional<ObjectStore> objects;                     // not in ReadOnly
  std::unordered_map<StorePath, Derivation> derivations;  // added or read by this process
  std::unordered_map<StorePath, Tree> remembered;         // ReadOnly: what add_* was told
};

std::string content_address_text(const Hash& flat);
std::string content_address_fixed(const Hash& hash, bool recursive);

}  // namespace hm
