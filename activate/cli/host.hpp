// The real Host: files of the disk, the modules inside the program, the environment, and the store.
//
// Store operations come in two modes. ReadOnly (hm eval, hm check, …) computes paths and writes nothing; what
// builtins.path, filterSource, toFile and path literals name is remembered, so that evaluation can read and import
// it at once. ReadWrite puts it into the store.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "activate/cli/known_derivations.hpp"
#include "lang/eval/host.hpp"

namespace hm {

class Observations;
class Store;
struct Tree;
enum class NodeKind : std::uint8_t;

class RealHost final : public Host {
 public:
  struct Settings {
    std::string store_dir = "/nix/store";
    std::string modules_dir;  // serves kEmbeddedPrefix/modules in place of the embedded files; "" = those
    std::string cache_dir;    // absolute; for what is fetched: repositories, and scratch that goes with the host
    Store* store = nullptr;   // ReadWrite where given; must outlive the host
    bool narrate = true;      // builtins.trace and builtins.warn reach stderr
    Observations* observations = nullptr;  // where everything asked of the world is noted; must outlive the host
    std::function<void(const Diagnostic&)> warn = {};  // how warnings with a place are shown; null: one line
  };
  explicit RealHost(Settings settings);
  ~RealHost() override;

  Result<std::string> read_file(const std::string& path) override;
  Result<std::vector<DirectoryEntry>> list_directory(const std::string& path) override;
  Result<FileKind> kind_of(const std::string& path) override;
  Result<FileStatus> status(const std::string& path) override;
  Result<std::string> read_link(const std::string& path) override;
  std::optional<std::string> environment(const std::string& name) override;
  std::int64_t current_time() override;
  std::string current_system() override;

  // While quiet, what the evaluation writes is dropped.
  void set_quiet(bool quiet) { quiet_ = quiet; }

  const std::string& modules_dir() const { return settings_.modules_dir; }
  std::string store_dir() override { return settings_.store_dir; }
  Result<StorePath> import_path(const std::string& path, const ImportOptions& options) override;
  Result<StorePath> add_text(const std::string& name, const std::string& text,
                             const std::vector<StorePath>& references) override;
  Result<StorePath> add_derivation(const std::string& name, Derivation derivation, std::string text) override;
  Result<Derivation> read_derivation(const StorePath& path) override;
  Result<DerivationOutline> derivation_outline(const StorePath& path) override;
  bool is_valid_path(const StorePath& path) override;
  Result<std::vector<StorePath>> references(const StorePath& path) override;
  Result<StorePath> realise(const StorePath& drv, const std::string& output) override;
  Result<Fetched> fetch(const FetchRequest& request) override;
  void narrate(std::string_view line) override;
  void warn(const Diagnostic& warning) override;

 private:
  // What a store path of read-only evaluation stands for.
  struct Remembered {
    std::string source;                         // the imported path; "" for texts
    std::string text;                           // of toFile
    std::vector<StorePath> references = {};     // of that text
    std::optional<std::set<std::string>> kept;  // paths below the source that the filter took
  };
  // Where the bytes of a path are.
  struct Place {
    enum Kind { Disk, Embedded, Text, Missing } kind = Disk;
    std::string path = {};  // Disk: to open. Embedded: relative to modules/
    const std::string* text = nullptr;
    const Remembered* filter = nullptr;  // entries it did not take are hidden
    std::string below = {};              // the filter: where in its source this is
  };
  Place locate(const std::string& path) const;
  bool executable(const std::string& path) const;
  void note(const std::string& path, NodeKind kind);
  void note_added(const StorePath& object);
  std::function<bool(const std::string& found, NodeKind kind)> import_filter(const std::string& path, const std::string& walked,
                                                                             const std::string& disk,
                                                                             const ImportOptions& options,
                                                                             std::set<std::string>* kept);
  Result<Hash> hash_tree(const std::string& path, const ImportOptions& options, std::set<std::string>* kept);
  Result<StorePath> name_tree(const std::string& path, const ImportOptions& options, std::set<std::string>* kept);
  Result<StorePath> store_tree(const std::string& path, const ImportOptions& options, std::set<std::string>* kept);
  Result<Tree> tree_of(const std::string& path, const std::string& below, const ImportOptions& options,
                       std::set<std::string>* kept);

  Result<std::string> scratch_directory();
  void remove_scratch();
  Result<Fetched> fetch_anew(const FetchRequest& request);
  Result<Fetched> fetch_path(const FetchRequest& request);
  Result<Fetched> fetch_download(const FetchRequest& request);
  Result<Fetched> fetch_repository(const FetchRequest& request);
  Result<Fetched> take_fetched(const FetchRequest& request, const std::string& path, const ImportOptions& options);

  Settings settings_;
  bool quiet_ = false;
  std::int64_t time_;
  std::int64_t start_;  // nanoseconds since the epoch, when the host was made
  std::unordered_map<std::string, Remembered> remembered_;  // by base name of the store path
  KnownDerivations derivations_;  // of read-only evaluation
  std::vector<std::string> scratch_;                    // directories to be removed
  std::unordered_map<std::string, Fetched> fetched_;    // by everything the request says
};

}  // namespace hm
