"""The 3-D replay of a rep: bones and muscles, coloured by how hard they work, as a file, a view and a picture.

- `scene`: what is shown, as plain arrays: `ReplayScene`
- `of_rep`: the scene of one rep, out of its loads; `from_model`: the same out of any MuJoCo model of the leg
- `glb`: the scene as a GLB file, animated
- `still`: the scene as a picture, for print
- `viewer`: the script that shows the GLB within the report, and how it gets there
- `figure`: all of it as a figure of the report
"""
