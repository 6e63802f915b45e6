// A Host over the real file system that only reads: what evaluation puts into the store is computed and
// remembered in memory, so that it can be read back, and nothing is ever written.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/eval/host.hpp"

namespace hm::test {

class DiskHost : public Host {
 public:
  struct Options {
    std::string store_dir = "/nix/store";
    std::string modules_dir;                         // what kEmbeddedPrefix/modules stands for; "" = nothing there
    std::map<std::string, std::string> environment;  // used instead of the process's where not empty
    std::string system;                              // "" = of this machine
    bool quiet = false;                              // lines are only collected, not printed to stderr
  };

  DiskHost() = default;
  explicit DiskHost(Options options) : options_(std::move(options)) {}

  Result<std::string> read_file(const std::string& path) override;
  Result<std::vector<DirectoryEntry>> list_directory(const std::string& path) override;
  Result<FileKind> kind_of(const std::string& path) override;
  Result<std::string> read_link(const std::string& path) override;
  std::optional<std::string> environment(const std::string& name) override;
  std::int64_t current_time() override;
  std::string current_system() override;

  std::string store_dir() override { return options_.store_dir; }
  Result<StorePath> import_path(const std::string& path, const ImportOptions& options) override;
  Result<StorePath> add_text(const std::string& name, const std::string& text,
                             const std::vector<StorePath>& references) override;
  Result<StorePath> add_derivation(const std::string& name, Derivation derivation, std::string text) override;
  Result<Derivation> read_derivation(const StorePath& path) override;
  bool is_valid_path(const StorePath& path) override;
  Result<StorePath> realise(const StorePath& drv, const std::string& output) override;
  Result<Fetched> fetch(const FetchRequest& request) override;
  void narrate(std::string_view line) override;

  const std::vector<std::string>& lines() const { return lines_; }
  const std::unordered_map<StorePath, Derivation>& derivations() const { return derivations_; }

 private:
  struct Import {
    std::string source;
    bool filtered = false;
    std::set<std::string> left_out;  // real paths that the filter refused
  };
  // The real path that stands for `path`; "" where a filter left it out.
  std::string real(const std::string& path) const;
  // The text of a store object that exists in memory only, or nullptr.
  const std::string* text_of(const std::string& path) const;

  Options options_;
  std::unordered_map<StorePath, std::string> texts_;
  std::unordered_map<StorePath, Derivation> derivations_;
  std::unordered_map<StorePath, Import> imports_;
  std::vector<std::string> lines_;
  std::int64_t now_ = 0;
};

}  // namespace hm::test
