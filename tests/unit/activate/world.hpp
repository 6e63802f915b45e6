// A home, a state directory and a store on any Fs, and generations in it as the store's builder makes them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "activate/activate.hpp"
#include "store/fs.hpp"

namespace hm::activate::test {

// What a generation has at a target.
struct Leaf {
  enum class Kind { Text, Link, Directory } kind = Kind::Text;
  std::string text;  // content; target of the link; content of the one file `inner` in the directory
  bool force = false;
  std::string on_change;
};
inline Leaf text(std::string content) {
  return {Leaf::Kind::Text, std::move(content), false, ""};
}
inline Leaf link(std::string to) {
  return {Leaf::Kind::Link, std::move(to), false, ""};
}
inline Leaf directory(std::string inner) {
  return {Leaf::Kind::Directory, std::move(inner), false, ""};
}

using Files = std::map<std::string, Leaf>;

struct GenerationSpec {
  Files files;
  std::vector<ActivationEntry> activation;
  std::vector<UnitEntry> units;
};

class World {
 public:
  explicit World(Fs& fs, std::string root = "");

  Fs& fs() { return *fs_; }
  const Place& place() const { return place_; }
  std::string home(const std::string& path) const { return place_.home + "/" + path; }

  // Writes the generation into the store; the same content gives the same path.
  std::string generation(const GenerationSpec& spec);
  std::string generation(const Files& files) { return generation(GenerationSpec{files, {}, {}}); }

  // Options without processes and with a fixed id.
  SwitchOptions options(const std::string& backup = "") const;

  void write(const std::string& path, const std::string& content, std::uint32_t mode = 0644);
  void make_directories(const std::string& path);
  void symlink(const std::string& path, const std::string& to);

  // What a reader finds at an absolute path: "F<content>", "D" for a directory, "-" where nothing can be
  // opened.
  static std::string read(Fs& fs, const std::string& path);
  // The same for a managed path, whether file, or directory with `inner`.
  std::string view(Fs& fs, const std::string& target) const;

  // Every entry below a directory, by path: kind, mode, content or link text. Directory modes too.
  static std::map<std::string, std::string> tree(Fs& fs, const std::string& path);

 private:
  Fs* fs_;
  std::string root_;
  Place place_;
};

}  // namespace hm::activate::test
