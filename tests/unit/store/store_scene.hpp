// A store of its own for one test, and short ways to make what goes into it.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "store/fs_steps.hpp"
#include "store/store.hpp"
#include "tests/support/scratch.hpp"

namespace hm::test {

// The value, or a failed test that shows the diagnostic.
template <class T>
T must(Result<T> result) {
  if (!result) {
    std::string text = result.error().message();
    for (const std::string& note : result.error().diagnostic().notes) text += "\n  " + note;
    for (const auto& frame : result.error().diagnostic().trace) text += "\n  " + frame.text;
    throw std::runtime_error(text);
  }
  return std::move(result).value();
}
inline void must(Status status) {
  if (!status) throw std::runtime_error(status.error().message());
}

struct StoreScene {
  Scratch scratch;
  RealFs real;
  std::string root = scratch.path();
  std::string store_dir = root + "/store", state_dir = root + "/state", data_dir = root + "/var/hm";
  std::unique_ptr<Store> store;

  explicit StoreScene(Fs* fs = nullptr) { open(fs); }
  void open(Fs* fs = nullptr) {
    store.reset();
    store = must(Store::open(options(), fs == nullptr ? real : *fs));
  }
  StoreOptions options() const {
    return {.store_dir = store_dir, .state_dir = state_dir, .data_dir = data_dir};
  }
  std::string in(const StorePath& path) const { return path.in(store_dir); }

  std::string read(const std::string& path) { return must(read_file(real, At(path))); }
  void write(const std::string& path, const std::string& text, std::uint32_t mode = 0644) {
    must(make_directories(real, path.substr(0, path.rfind('/')), 0755));
    Fd fd = must(real.create(At(path), Create::Truncate, mode));
    must(real.write(fd, text));
    must(real.set_mode(At(fd), mode));
  }

  // A derivation with these attributes for a built-in builder, added to the store. `inputs`: derivations it
  // needs.
  StorePath builtin(const std::string& name, const std::string& builder, const nlohmann::json& attributes,
                    const std::vector<StorePath>& inputs = {}, const std::vector<StorePath>& sources = {}) {
    Derivation d;
    d.system = "builtin";
    d.builder = "builtin:" + builder;
    d.environment["__json"] = attributes.dump();
    return add(name, std::move(d), inputs, sources);
  }
  // An ordinary one that runs a shell script.
  StorePath script(const std::string& name, const std::string& text,
                   std::map<std::string, std::string> variables = {},
                   const std::vector<StorePath>& inputs = {}) {
    Derivation d;
    d.system = "x86_64-linux";
    d.builder = "/bin/sh";
    d.arguments = {"-c", text};
    d.environment = std::move(variables);
    d.environment.try_emplace("PATH", "/usr/bin:/bin");
    return add(name, std::move(d), inputs, {});
  }
  StorePath add(const std::string& name, Derivation d, const std::vector<StorePath>& inputs,
                const std::vector<StorePath>& sources) {
    for (const StorePath& input : inputs) d.input_derivations[in(input)] = {"out"};
    for (const StorePath& source : sources) d.input_sources.insert(in(source));
    d.environment["name"] = name;
    if (d.outputs.empty()) d.outputs["out"] = {};
    // A path of the right form that depends on everything; its scheme does not matter to the store.
    for (auto& [output, description] : d.outputs) {
      if (!description.path.empty()) continue;
      description.path =
          in(output_path(store_dir, hash_of(HashAlgorithm::Sha256, d.to_aterm()), name, output));
      d.environment[output] = description.path;
    }
    return must(store->add_derivation(name, d));
  }
  StorePath build(const StorePath& drv, const BuildOptions& how = {}) {
    Realised built = must(store->realise({{drv, {}}}, how));
    return built.at(drv).at("out");
  }
};

}  // namespace hm::test
