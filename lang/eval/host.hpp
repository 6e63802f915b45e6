// What evaluation may ask of the world. lang/ knows no disk, no database and no home directory: a Host is handed
// to the Evaluator, and tests hand it a fake one.
//
// Paths are absolute and canonical ("/a/b", no "." or "..", no trailing slash). Paths that begin with
// kEmbeddedPrefix and "/modules" name the modules inside the program; the Host serves them like files.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/derivation.hpp"
#include "lang/base/diagnostic.hpp"
#include "lang/base/hash.hpp"
#include "lang/base/result.hpp"
#include "lang/base/store_path.hpp"

namespace hm {

inline constexpr std::string_view kEmbeddedPrefix = "/__hm__";

enum class FileKind { Missing, Regular, Directory, Symlink, Other };

// What stands for the content of a file as long as nobody changes it. Equal signatures: the same bytes (unless a clock
// was set back on purpose). Files inside the program have all zeros.
struct FileSignature {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified = 0, changed = 0;  // nanoseconds since the epoch
  friend bool operator==(const FileSignature&, const FileSignature&) = default;
};

struct FileStatus {
  FileKind kind = FileKind::Missing;
  // Of a regular file; none where the bytes may change without it (a change a moment ago, within the clock's grain).
  std::optional<FileSignature> signature;
};

struct DirectoryEntry {
  std::string name;
  FileKind kind;
};

class Host {
 public:
  virtual ~Host() = default;

  // --- reading --------------------------------------------------------------------------------------------
  virtual Result<std::string> read_file(const std::string& path) = 0;
  // Sorted by the bytes of the name.
  virtual Result<std::vector<DirectoryEntry>> list_directory(const std::string& path) = 0;
  // Missing where nothing is there; does not follow a symlink in the last component.
  virtual Result<FileKind> kind_of(const std::string& path) = 0;
  // kind_of, and by what the file's content is known.
  virtual Result<FileStatus> status(const std::string& path) {
    auto kind = kind_of(path);
    if (!kind) return std::move(kind).error();
    return FileStatus{*kind, std::nullopt};
  }
  virtual Result<std::string> read_link(const std::string& path) = 0;
  virtual std::optional<std::string> environment(const std::string& name) = 0;
  virtual std::int64_t current_time() = 0;         // seconds since the epoch, the same for one evaluation
  virtual std::string current_system() = 0;        // "x86_64-linux"

  // --- the store ------------------------------------------------------------------------------------------
  virtual std::string store_dir() = 0;  // "/nix/store"

  struct ImportOptions {
    std::string name;
    bool recursive = true;  // NAR hash; false: flat hash of one file
    // (path, kind) -> take it? Called for everything below the root, in the order of names. Null: everything.
    // It may throw: the import is then abandoned, and what it throws passes through.
    std::function<bool(const std::string& path, FileKind kind)> filter;
    std::optional<Hash> expected;  // sha256 of the result; a difference is Code::HashMismatch
  };
  // Takes a file or tree into the store ("source" objects). In read-only evaluation only computes the path, and
  // remembers what it names so that read_file and the rest can serve it.
  virtual Result<StorePath> import_path(const std::string& path, const ImportOptions& options) = 0;
  // builtins.toFile
  virtual Result<StorePath> add_text(const std::string& name, const std::string& text,
                                     const std::vector<StorePath>& references) = 0;
  // Writes (or in read-only evaluation only names) a .drv. `name` is the derivation's, without ".drv"; the path is
  // text_path() of the ATerm, with all inputs as references. `text` is that ATerm: derivation.to_aterm().
  virtual Result<StorePath> add_derivation(const std::string& name, Derivation derivation, std::string text) = 0;
  // A derivation that stands in the store.
  virtual Result<Derivation> read_derivation(const StorePath& path) = 0;
  // The same of one that may also only have been named by this evaluation.
  virtual Result<DerivationOutline> derivation_outline(const StorePath& path) {
    auto read = read_derivation(path);
    if (!read) return std::move(read).error();
    return outline_of(read.value());
  }
  virtual bool is_valid_path(const StorePath& path) = 0;
  // What a store object refers to; nothing where the object is not there (or was only computed).
  virtual Result<std::vector<StorePath>> references(const StorePath& path) {
    static_cast<void>(path);
    return std::vector<StorePath>();
  }
  // Import from derivation: makes `output` of `drv` exist, or says why not.
  virtual Result<StorePath> realise(const StorePath& drv, const std::string& output) = 0;

  // --- fetching -------------------------------------------------------------------------------------------
  struct FetchRequest {
    std::string kind;             // "file", "tarball", "git", "path"
    std::string url;              // "path": an absolute path
    std::string name = "source";  // of the store object
    bool flat = false;            // "file": the object is named by the hash of the bytes, not of the NAR
    std::optional<Hash> expected;  // sha256, flat or of the NAR; a difference is Code::HashMismatch
    std::string revision;          // git: 40 or 64 hexadecimal digits; "" where not given
    std::string reference;         // git: "main", "refs/tags/1.0"; "" where not given
    bool submodules = false, shallow = false, all_refs = false, export_ignore = false;  // git
  };
  struct Fetched {
    StorePath path;
    std::string nar_hash;        // SRI
    std::string revision;        // git; "" for a working tree that differs from its HEAD, zeros without a commit
    std::string dirty_revision;  // git: HEAD of such a working tree
    std::optional<std::int64_t> last_modified;   // seconds since the epoch
    std::optional<std::int64_t> revision_count;  // git; nothing for a shallow history
  };
  virtual Result<Fetched> fetch(const FetchRequest& request) = 0;

  // builtins.trace, builtins.warn and friends: one whole line for stderr.
  virtual void narrate(std::string_view line) = 0;
  // What the parser noticed in a text that is all right otherwise.
  virtual void warn(const Diagnostic& warning) { narrate("warning: " + warning.message); }
};

}  // namespace hm
