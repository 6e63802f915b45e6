// The index of the store: which objects are valid, and what is known of them. A thin owner of one SQLite
// connection.
//
// An object is valid exactly when it has a row here; whatever else lies in the store directory is litter of
// an interrupted write. The schema, and why each table is there, stands in docs/internals/store-format.md.
//
// Journal: WAL with synchronous=NORMAL. After a power cut the last transactions may be missing, which only
// makes objects litter; the one change that must not be lost, forgetting rows before their objects go, asks
// for Durable::Yes. Where the file system has no shared memory for WAL, a rollback journal is used instead.
//
// Not for several threads at once; several processes wait for each other (busy timeout), each transaction is
// short.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lang/base/hash.hpp"
#include "lang/base/result.hpp"
#include "lang/base/store_path.hpp"

struct sqlite3;

namespace hm {

struct PathInfo {
  StorePath path;
  Hash nar_hash;  // sha256
  std::uint64_t nar_size = 0;
  std::vector<StorePath> references;  // sorted; may hold the path itself
  std::optional<StorePath> deriver;
  std::string
      content_address;  // "text:sha256:…", "fixed:r:sha256:…", "" where the path follows from its inputs
  std::int64_t registered = 0;  // seconds since the epoch
};

// A content-addressed output: what the derivation (by its hash modulo inputs) gave.
struct Realisation {
  std::string derivation_hash;  // base16
  std::string output;
  StorePath path;
};

class Database {
 public:
  enum class Access { ReadOnly, ReadWrite };
  enum class Durable { No, Yes };

  // Opens, and with ReadWrite creates or migrates. Code::StateTooNew, without having written, where a newer
  // hm made it; Code::StateDamaged where it cannot be read. ReadOnly of a missing file: an empty database.
  static Result<Database> open(const std::string& file, Access access);
  ~Database();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;

  Result<bool> is_valid(const StorePath& path);
  Result<std::optional<PathInfo>> find(const StorePath& path);
  Result<std::optional<StorePath>> find_by_hash_part(const std::string& hash_part);
  // What a valid object refers to; nothing (no value) where it is not valid.
  Result<std::optional<std::vector<StorePath>>> references(const StorePath& path);
  Result<std::vector<StorePath>> referrers(const StorePath& path);
  Result<std::vector<StorePath>> derivers_of(const StorePath& output);
  // Every valid object, sorted by path, with everything known of it.
  Result<std::vector<PathInfo>> all();

  // All rows of one batch in one transaction. References must be valid or in the batch. A path that is valid
  // already keeps its row, but learns a deriver it lacked.
  Status add(const std::vector<PathInfo>& batch);
  // Forgets rows. A path that something else (not in `paths`) refers to is an error, and nothing is
  // forgotten.
  Status forget(const std::vector<StorePath>& paths, Durable durable);

  Status add_outputs(const StorePath& derivation, const std::map<std::string, StorePath>& outputs);
  Result<std::map<std::string, StorePath>> outputs(const StorePath& derivation);
  Status add_realisation(const Realisation& realisation);
  Result<std::optional<StorePath>> find_realisation(const std::string& derivation_hash,
                                                    const std::string& output);

  // SQLite's own check of the file's structure; the problems found.
  Result<std::vector<std::string>> check();
  std::string journal_mode();

 private:
  class Statement;
  struct Cache;
  Database(std::string file, sqlite3* connection);
  Error failed(const char* doing) const;
  Status execute(const char* sql);
  Status migrate();
  Status choose_journal();
  Statement& prepared(const char* sql);
  template <class Body>
  Status transaction(Body body);
  Result<std::optional<std::int64_t>> id_of(const StorePath& path);
  Status add_one(const PathInfo& info);
  Status add_references(const PathInfo& info);

  std::string file_;
  sqlite3* db_ = nullptr;
  std::unique_ptr<Cache> cache_;
};

// Everything `paths` refer to, themselves included, each after what it needs. Code::NotFound where one is not
// valid.
Result<std::vector<StorePath>> closure_of(Database& database, const std::vector<StorePath>& paths,
                                          const std::string& store_dir);

}  // namespace hm
