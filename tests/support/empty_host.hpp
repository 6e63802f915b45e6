// A Host without a world: no file, no environment, no network, and a store in memory that holds the texts it
// was given. For evaluations whose input is not trusted, and for tests of the language alone.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "lang/eval/host.hpp"

namespace hm::test {

class EmptyHost : public Host {
 public:
  Result<std::string> read_file(const std::string& path) override;
  Result<std::vector<DirectoryEntry>> list_directory(const std::string& path) override;
  Result<FileKind> kind_of(const std::string& path) override;
  Result<std::string> read_link(const std::string& path) override;
  std::optional<std::string> environment(const std::string&) override { return std::nullopt; }
  std::int64_t current_time() override { return 0; }
  std::string current_system() override { return "x86_64-linux"; }

  std::string store_dir() override { return "/nix/store"; }
  Result<StorePath> import_path(const std::string& path, const ImportOptions& options) override;
  Result<StorePath> add_text(const std::string& name, const std::string& text,
                             const std::vector<StorePath>& references) override;
  Result<StorePath> add_derivation(const std::string& name, Derivation derivation, std::string text) override;
  Result<Derivation> read_derivation(const StorePath& path) override;
  bool is_valid_path(const StorePath& path) override;
  Result<StorePath> realise(const StorePath& drv, const std::string& output) override;
  Result<Fetched> fetch(const FetchRequest& request) override;
  void narrate(std::string_view) override {}

 private:
  std::unordered_map<StorePath, std::string> texts_;
  std::unordered_map<StorePath, Derivation> derivations_;
};

}  // namespace hm::test
