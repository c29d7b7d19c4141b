// Checker verifies a log's folder with Go's own code for signed notes and transparency logs, and
// with not a line of Quorate's: what it accepts, strangers accept.
//
//	checker -log VKEY [-cosigner VKEY] [-older CHECKPOINT]... [-receipt FILE]... FOLDER
//
// It ends with status 1 and the reason when anything does not hold.
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// height is that of a tile in C2SP tlog-tiles: 256 hashes.
const height = 8

// names collects a flag that may be given several times.
type names []string

func (n *names) String() string     { return strings.Join(*n, " ") }
func (n *names) Set(s string) error { *n = append(*n, s); return nil }

func main() {
	var older, receipts names
	log := flag.String("log", "", "the log's vkey")
	cosigner := flag.String("cosigner", "", "the vkey of the clock that cosigns")
	flag.Var(&older, "older", "a checkpoint seen before, which this log must extend")
	flag.Var(&receipts, "receipt", "a .tlog-proof of an entry of this log")
	flag.Parse()
	size, err := check(flag.Arg(0), *log, *cosigner, older, receipts)
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
	fmt.Println("verified:", size)
}

func check(folder, log, cosigner string, older, receipts names) (int64, error) {
	keys, err := readKeys(log, cosigner)
	if err != nil {
		return 0, err
	}
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return 0, err
	}
	tree, err := keys.open(signed)
	if err != nil {
		return 0, fmt.Errorf("checkpoint: %w", err)
	}
	entries, err := readEntries(folder, tree.N)
	if err != nil {
		return 0, err
	}
	if err := checkTiles(folder, tree, entries); err != nil {
		return 0, err
	}
	served := tlog.TileHashReader(tree, tiles(folder))
	for _, file := range older {
		seen, err := os.ReadFile(file)
		if err == nil {
			err = checkGrowth(keys, seen, tree, served)
		}
		if err != nil {
			return 0, fmt.Errorf("older %s: %w", file, err)
		}
	}
	for _, file := range receipts {
		if err := checkReceipt(keys, file, tree, served, entries); err != nil {
			return 0, fmt.Errorf("receipt %s: %w", file, err)
		}
	}
	return tree.N, nil
}

// readEntries returns the record hash of every entry, from the bundles as they are served.
func readEntries(folder string, size int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, 0, size)
	for n := int64(0); n<<height < size; n++ {
		width := min(size-n<<height, 1<<height)
		path := servedPath(tlog.Tile{H: height, L: -1, N: n, W: int(width)})
		data, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return nil, err
		}
		for i := int64(0); i < width; i++ {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("%s: cut at entry %d", path, len(hashes))
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			hashes = append(hashes, tlog.RecordHash(data[2:end]))
			data = data[end:]
		}
		if len(data) != 0 {
			return nil, fmt.Errorf("%s: bytes after entry %d", path, len(hashes)-1)
		}
	}
	return hashes, nil
}

// checkTiles builds the tree of the entries anew and compares root and every tile with it.
func checkTiles(folder string, tree tlog.Tree, entries []tlog.Hash) error {
	var stored []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = stored[index]
		}
		return found, nil
	})
	for n, entry := range entries {
		added, err := tlog.StoredHashesForRecordHash(int64(n), entry, own)
		if err != nil {
			return err
		}
		stored = append(stored, added...)
	}
	root, err := tlog.TreeHash(tree.N, own)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return errors.New("the entries do not have the root of the checkpoint")
	}
	for _, tile := range tlog.NewTiles(height, 0, tree.N) {
		wanted, err := tlog.ReadTileData(tile, own)
		if err != nil {
			return err
		}
		found, err := os.ReadFile(filepath.Join(folder, servedPath(tile)))
		if err != nil {
			return err
		}
		if !bytes.Equal(found, wanted) {
			return fmt.Errorf("%s: not the hashes of the entries", servedPath(tile))
		}
	}
	return nil
}

// checkGrowth proves, from the tiles as they are served, that the log extends what was seen.
func checkGrowth(keys keys, seen []byte, tree tlog.Tree, served tlog.HashReader) error {
	old, err := keys.open(seen)
	if err != nil {
		return err
	}
	return extends(old, tree, served)
}

func extends(old, tree tlog.Tree, served tlog.HashReader) error {
	if old.N > tree.N {
		return fmt.Errorf("the log went back from %d entries to %d", old.N, tree.N)
	}
	if old.N == tree.N || old.N == 0 {
		if old.N == tree.N && old.Hash != tree.Hash {
			return fmt.Errorf("two logs of %d entries", old.N)
		}
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, old.N, served)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}
