"""What comes in that was made to hurt: media files, socket frames, requests, and a site that is killed."""
