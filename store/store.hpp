// The store: the front door of this room.
//
// A store is a directory of immutable objects, "<store dir>/<32 characters>-<name>", and an index of those
// that are complete. It adds texts, sources and derivations, builds derivations (store/build), verifies what
// it holds and removes what nobody needs. Formats and invariants: store/README.md and
// docs/internals/store-format.md.
//
//     RealFs fs;
//     HM_TRY(auto store, Store::open({.store_dir = "/home/sean/.local/share/hm/store",
//                                     .state_dir = "/home/sean/.local/state/hm"}, fs));
//     HM_TRY(StorePath text, store->add_text("greeting", "hello\n", {}));
//     HM_TRY(StorePath drv, store->add_derivation("thing", derivation));
//     HM_TRY(auto built, store->realise({{drv, {"out"}}}, {}));
//     built[drv].at("out").in(store->dir())
//
// Adding is lazy: what add_* names becomes durable, and visible to other processes, with flush(), which
// realise(), add_indirect_root() and the destructor imply. Until then only this Store knows it (is_valid,
// read_derivation, path_info and read_text answer), and the collector waits.
//
// Errors: every function returns Result. Code::DiskFull, PermissionDenied, IoError, Locked, StateTooNew and
// StateDamaged are the machine's; NotFound, BadUse, HashMismatch, InvalidStorePath, InvalidDerivation,
// BuildFailed and Network say what was wrong with the request. After an error nothing is half there: at worst
// litter that no row names, and that the next collection removes.
//
// Threads: one at a time. Processes: any number.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/derivation.hpp"
#include "lang/base/hash.hpp"
#include "lang/base/result.hpp"
#include "lang/base/store_path.hpp"
#include "store/database.hpp"
#include "store/fs.hpp"
#include "store/tree_sink.hpp"

namespace hm {

struct StoreOptions {
  std::string store_dir;  // absolute; goes into every hash
  std::string state_dir;  // absolute; profiles/ and gcroots/ below it hold the roots
  std::string data_dir =
      {};  // database, logs, locks; "": <parent of store_dir>/var/hm, on the same file system
  // ReadOnly: nothing is created or written; objects can be asked for and read, add_* only computes paths
  // (and remembers what it was told, as with lazy adding).
  Database::Access access = Database::Access::ReadWrite;
  std::string system = "x86_64-linux";  // what ordinary derivations may ask for
};

struct SourceOptions {
  std::string name;
  bool recursive = true;   // NAR hash of a tree or file; false: flat hash of one file
  TreeFilter filter = {};  // see walk_tree; null takes everything. May throw: nothing is left behind
  std::optional<Hash> expected =
      {};  // sha256 of the result; a difference is Code::HashMismatch and nothing is added
};

// What realise() tells while it works, for a progress display.
struct BuildEvent {
  enum class Kind {
    Planned,   // `total` derivations will be built
    Started,   // `derivation` begins
    Waiting,   // another process builds it; we wait
    Log,       // one line of its builder's output
    Fetching,  // `text` is a URL; `done` of `total` bytes (0: unknown)
    Finished,  // built and registered, `done` of `total`
  };
  Kind kind;
  StorePath derivation;
  std::string text;
  std::uint64_t done = 0, total = 0;
};

struct BuildOptions {
  std::function<void(const BuildEvent&)> progress = {};  // may be null
  std::function<bool()> interrupted = {};  // polled; true ends everything with Code::Interrupted
  int cores = 0;                           // NIX_BUILD_CORES; 0: all
  std::chrono::seconds timeout{0};         // of one builder; 0: none
  std::size_t log_lines = 25;              // of a failed builder's log, in the diagnostic
  bool keep_failed = false;                // leave the build directory of a failed build
};

// A derivation and which of its outputs; empty: all of them.
struct Wanted {
  StorePath derivation;
  std::set<std::string> outputs = {};
};
using Outputs = std::map<std::string, StorePath>;  // output name -> path
using Realised = std::map<StorePath, Outputs>;     // by derivation

struct GcOptions {
  bool dry_run = false;
  bool keep_derivations = true;  // the derivation of a live output stays
  bool keep_outputs = false;     // the outputs of a live derivation stay
  std::function<bool()> interrupted = {};
};

struct GcRoot {
  std::string origin;  // the link, or "temporary"
  StorePath target;
};

struct GcReport {
  std::vector<StorePath> dead;    // removed (or, with dry_run, that would be)
  std::uint64_t freed_bytes = 0;  // by the sizes of the NARs; litter by its files
  std::size_t live = 0;
  std::size_t litter = 0;                // leftovers of interrupted writes
  std::vector<std::string> stale_roots;  // indirect roots whose link is gone
};

struct VerifyReport {
  struct Problem {
    StorePath path;
    enum class Kind { Missing, Changed, Unreadable } kind;
    std::string text;
  };
  std::size_t checked = 0;
  std::uint64_t bytes = 0;
  std::vector<Problem> problems;
  std::vector<std::string> database;  // what SQLite's own check found
};

struct RepairReport {
  std::size_t checked = 0;
  std::vector<StorePath> repaired;    // were damaged, and are whole again
  std::vector<StorePath> left;        // no derivation here makes them: the next switch adds them anew
  std::vector<std::string> failures;  // of builds, a line each
};

struct FetchSource {
  std::string name;
  std::optional<Hash> expected = {};  // flat: of the file · unpacked: of the NAR
  bool unpack = false;                // the one directory in the archive becomes the root
  std::function<bool()> interrupted = {};
  std::function<void(const std::string& url, std::uint64_t done, std::uint64_t total)> progress = {};
};

class Store {
 public:
  // Opens, and with ReadWrite creates what is missing (directories, database).
  static Result<std::unique_ptr<Store>> open(StoreOptions options, Fs& fs);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const std::string& dir() const;
  const StoreOptions& options() const;
  Fs& fs();

  // --- asking ---------------------------------------------------------------------------------------------
  Result<bool> is_valid(const StorePath& path);
  Result<std::optional<PathInfo>> path_info(const StorePath& path);
  Result<std::vector<StorePath>> referrers(const StorePath& path);
  // Everything `paths` need, themselves included, each after what it refers to. All must be valid.
  Result<std::vector<StorePath>> closure(const std::vector<StorePath>& paths);
  Result<std::vector<PathInfo>> all();
  // Outputs a derivation would give or gave; floating ones only where they were built.
  Result<Outputs> outputs_of(const StorePath& derivation);
  // The contents of a valid or staged object that is a single file.
  Result<std::string> read_text(const StorePath& path);
  Result<Derivation> read_derivation(const StorePath& path);
  // Where the log of a build is (it may not exist).
  std::string log_file(const StorePath& derivation) const;

  // --- adding ---------------------------------------------------------------------------------------------
  Result<StorePath> add_text(const std::string& name, const std::string& text,
                             const std::vector<StorePath>& references);
  // A file or tree of the disk, by an absolute path. In canonical form: contents, links and the executable
  // bit.
  Result<StorePath> add_source(const std::string& path, const SourceOptions& options);
  // A tree in memory as a content-addressed "source" object.
  Result<StorePath> add_tree(const std::string& name, const Tree& tree,
                             const std::vector<StorePath>& references);
  // "<name>.drv". The outputs' paths must have been filled in.
  Result<StorePath> add_derivation(const std::string& name, const Derivation& derivation);
  // The same where the ATerm is at hand: `text` is derivation.to_aterm().
  Result<StorePath> add_derivation(const std::string& name, Derivation derivation, std::string text);
  // Downloads a file (flat), or an archive and unpacks it (recursive), and adds it. With `expected` and the
  // object present nothing is fetched. Code::Network, Code::HashMismatch, Code::BadUse for a hostile archive.
  using FetchOptions = FetchSource;
  Result<StorePath> fetch(const std::string& url, const FetchOptions& options);
  // Makes what was added durable and visible to everybody.
  Status flush();
  // Is something waiting for flush()?
  bool pending() const;

  // --- building -------------------------------------------------------------------------------------------
  // Makes the wanted outputs valid: plans what is missing, builds it in the order of need, registers it. What
  // has been built stays, even when a later build fails. All results are kept from the collector while this
  // process lives.
  Result<Realised> realise(const std::vector<Wanted>& wanted, const BuildOptions& options);
  // What realise() would have to build, in order.
  Result<std::vector<StorePath>> missing(const std::vector<Wanted>& wanted);

  // --- keeping and removing -------------------------------------------------------------------------------
  // `link` (absolute) is a symlink to an object: as long as it stands, the object is kept.
  Status add_indirect_root(const std::string& link);
  // Makes `link` a symlink to `target` in one step (replacing only a link into the store) and an indirect
  // root.
  Status make_root_link(const std::string& link, const StorePath& target);
  // Kept as long as this process lives.
  Status add_temporary_root(const StorePath& path);
  Result<std::vector<GcRoot>> roots();
  // Removes every object that no root reaches, and litter. Waits for processes that are adding.
  Result<GcReport> collect_garbage(const GcOptions& options);
  // Removes these objects; what a root or another object needs is refused (Code::BadUse) and nothing is
  // removed.
  Result<GcReport> delete_paths(const std::vector<StorePath>& paths);
  // Hashes again what is there (all, or `paths`) and compares with the index.
  Result<VerifyReport> verify(const std::vector<StorePath>& paths = {},
                              const std::function<bool()>& interrupted = nullptr);

  // Verifies (all, or `paths`) and makes again what is damaged, where a derivation of the store makes it. The
  // rows of what it cannot make are gone afterwards, with those of all that refers to it; their bytes stay.
  Result<RepairReport> repair(const std::vector<StorePath>& paths, const BuildOptions& options);
  // What the database's own check finds wrong; none where it is whole.
  Result<std::vector<std::string>> check_index();
  // Gives every object a row that a derivation or its own name vouches for. For a store whose database was
  // lost: an index that holds anything is Code::BadUse. The number of rows.
  Result<std::size_t> index_objects();
  // Moves the database out of the way, so that open() makes a new one; gives the path it has now. Nothing is
  // deleted.
  static Result<std::string> set_index_aside(const StoreOptions& options, Fs& fs);

  struct Impl;

 private:
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hm
